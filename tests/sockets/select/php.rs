//! The same sockets, in PHP and here: both find the same ones ready.

use std::collections::hash_map::RandomState;
use std::fmt::Write;
use std::hash::BuildHasher;

use php_sockets::*;

use super::{Places, full, places, refused_tcp, refused_udp, urgent};
use crate::common::*;

/// One state of a socket: how PHP gets there, and how this crate does. What has to
/// stay open comes second.
type State = (&'static str, fn() -> (Socket, Socket));

const STATES: [State; 11] = [
    ("return pair();", pair),
    (
        "[$s, $k] = pair(); socket_write($k, 'x'); return [$s, $k];",
        || {
            let (socket, peer) = pair();
            socket_write(&peer, "x", None).unwrap();
            (socket, peer)
        },
    ),
    (
        "[$s, $k] = pair(); socket_shutdown($k, 1); return [$s, $k];",
        || {
            let (socket, peer) = pair();
            socket_shutdown(&peer, SHUT_WR).unwrap();
            (socket, peer)
        },
    ),
    (
        "[$s, $k] = pair(); socket_shutdown($k); return [$s, $k];",
        || {
            let (socket, peer) = pair();
            socket_shutdown(&peer, None).unwrap();
            (socket, peer)
        },
    ),
    ("return full();", full),
    (
        "[$s, $k] = full(); socket_shutdown($k); return [$s, $k];",
        || {
            let (socket, peer) = full();
            socket_shutdown(&peer, None).unwrap();
            (socket, peer)
        },
    ),
    (
        "return [socket_create(AF_INET, SOCK_STREAM, 0), 0];",
        || (tcp(), udp()),
    ),
    ("return [socket_create(AF_INET, SOCK_DGRAM, 0), 0];", || {
        (udp(), udp())
    }),
    (
        "$l = socket_create_listen(0); socket_getsockname($l, $a, $p);
         $c = socket_create(AF_INET, SOCK_STREAM, 0); socket_connect($c, '127.0.0.1', $p);
         $s = socket_accept($l); socket_send($c, '!', 1, MSG_OOB);
         $e = [$s]; $n = null; socket_select($n, $n, $e, 30); return [$s, $c];",
        urgent,
    ),
    (
        "$k = socket_create(AF_INET, SOCK_STREAM, 0); socket_bind($k, '127.0.0.1');
         socket_getsockname($k, $a, $p); $s = socket_create(AF_INET, SOCK_STREAM, 0);
         socket_set_nonblock($s); @socket_connect($s, '127.0.0.1', $p);
         $w = [$s]; $n = null; socket_select($n, $w, $n, 30); return [$s, $k];",
        || (refused_tcp(), tcp()),
    ),
    (
        "$k = socket_create(AF_INET, SOCK_DGRAM, 0); socket_bind($k, '127.0.0.1');
         socket_getsockname($k, $a, $p); socket_connect($k, '127.0.0.1', $p);
         $s = socket_create(AF_INET, SOCK_DGRAM, 0); socket_connect($s, '127.0.0.1', $p);
         socket_write($s, 'x');
         $r = [$s]; $n = null; socket_select($r, $n, $n, 30); return [$s, $k];",
        refused_udp,
    ),
];

const HELPERS: &str = "
    function pair() { socket_create_pair(AF_UNIX, SOCK_STREAM, 0, $p); return $p; }
    function full() {
        $p = pair();
        while (socket_send($p[0], str_repeat('x', 4096), 4096, MSG_DONTWAIT));
        return $p;
    }
    function text($a) { return $a === null ? 'None' : 'Some([' . implode(', ', $a) . '])'; }
    function select(...$arrays) {
        global $sockets, $places;
        [$r, $w, $e] = array_map(fn($a) => $a === null ? null
            : array_map(fn($i) => $sockets[$i][0], $a), $arrays);
        try {
            echo socket_select($r, $w, $e, 0);
        } catch (ValueError $error) {
            echo $error->getMessage(), \"\\n\";
            return;
        }
        foreach ([$r, $w, $e] as $a) echo ' ', text($a === null ? null
            : array_map(fn($s) => $places[spl_object_id($s)], $a));
        echo \"\\n\";
    }
    foreach ($sockets as $i => $s) $places[spl_object_id($s[0])] = $i;
";

/// Up to eight places, with repetitions; sometimes none, sometimes no array at all.
fn random_array(random: &mut impl FnMut(u64) -> u64) -> Option<Places> {
    let length = random(10).checked_sub(1)?;
    let place = |_| random(STATES.len() as u64) as usize;
    Some((0..length).map(place).collect())
}

/// What [`HELPERS`] prints for these arrays, from here.
fn select(sockets: &[&Socket], arrays: &[Option<Places>; 3]) -> String {
    let [mut read, mut write, mut except] = arrays.each_ref().map(|array| {
        let sockets = |places: &Places| places.iter().map(|&place| sockets[place]).collect();
        array.as_ref().map(sockets)
    });

    match socket_select(read.as_mut(), write.as_mut(), except.as_mut(), 0, None) {
        Err(error) => error.to_string(),
        Ok(count) => [read, write, except]
            .iter()
            .fold(count.to_string(), |line, array| {
                let array = array.as_ref().map(|array| places(sockets, array));
                format!("{line} {array:?}")
            }),
    }
}

#[test]
fn php_finds_the_same_ready() {
    if !has_php("select::php::php_finds_the_same_ready") {
        return;
    }
    let seed = RandomState::new();
    let mut drawn = 0;
    let mut random = |below| {
        drawn += 1;
        seed.hash_one(drawn) % below
    };
    let cases: Vec<_> = (0..500)
        .map(|_| [(); 3].map(|()| random_array(&mut random)))
        .collect();

    let mut program = String::new();
    for (code, _) in STATES {
        writeln!(program, "$sockets[] = (function() {{ {code} }})();").unwrap();
    }
    program += HELPERS;
    for arrays in &cases {
        let [read, write, except] = arrays.each_ref().map(|array| match array {
            Some(places) => format!("{places:?}"),
            None => "null".into(),
        });
        writeln!(program, "select({read}, {write}, {except});").unwrap();
    }
    let php = php(program);

    let states = STATES.map(|(_, make)| make());
    let sockets = states.each_ref().map(|(socket, _)| socket);
    assert_eq!(php.lines().count(), cases.len(), "{php}");
    for (arrays, php) in cases.iter().zip(php.lines()) {
        assert_eq!(select(&sockets, arrays), php, "{arrays:?}");
    }
}

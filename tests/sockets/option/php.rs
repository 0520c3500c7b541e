//! The same options, set and read here and in PHP.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use php_sockets::*;

use crate::common::*;

const SOCKETS: [(i32, i32); 4] = [
    (AF_INET, SOCK_STREAM),
    (AF_INET6, SOCK_STREAM),
    (AF_INET6, SOCK_DGRAM),
    (AF_UNIX, SOCK_STREAM),
];
const LEVELS: [i32; 5] = [SOL_SOCKET, IPPROTO_IP, SOL_TCP, SOL_UDP, IPPROTO_IPV6];
/// The first of netfilter's is 64, and asking for it may load a module.
const OPTIONS: Range<i32> = 0..64;

/// Prints one line for each socket, level, option and value, `null` for none.
const PROGRAM: &str = r#"
    function text($answer) {
        return is_array($answer) ? json_encode(array_values($answer))
            : ($answer === false ? error_get_last()["message"] : (string) $answer);
    }
    foreach ($sockets as [$family, $type])
        foreach ($levels as $level)
            foreach ($options as $option)
                foreach ($values as $value) {
                    $socket = socket_create($family, $type, 0);
                    $set = "";
                    try {
                        if ($value !== null)
                            $set = text(@socket_set_option($socket, $level, $option, $value));
                    } catch (Error $error) {
                        $set = $error->getMessage();
                    }
                    $get = text(@socket_get_option($socket, $level, $option));
                    echo "$family $type $level $option: $set $get\n";
                }
"#;

/// The same as PHP's `text`.
fn text(answer: Result<OptionValue>) -> String {
    match answer {
        Ok(OptionValue::Linger(value)) => format!("[{},{}]", value.l_onoff, value.l_linger),
        Ok(OptionValue::Timeout(value)) => format!("[{},{}]", value.sec, value.usec),
        Ok(OptionValue::Name(name)) => format!("[\"{}\"]", name.to_string_lossy()),
        Ok(OptionValue::MemInfo(value)) => {
            let MemInfo {
                rmem_alloc,
                rcvbuf,
                wmem_alloc,
                sndbuf,
                fwd_alloc,
                wmem_queued,
                optmem,
                backlog,
                drops,
                ..
            } = value;
            let fields = [rmem_alloc, rcvbuf, wmem_alloc, sndbuf, fwd_alloc];
            let more = [wmem_queued, optmem, backlog, drops];
            format!("{:?}", [&fields[..], &more].concat()).replace(' ', "")
        }
        // PHP returns the process ID alone.
        Ok(OptionValue::Credentials(peer)) => peer.pid.to_string(),
        Ok(value) => value.as_int().unwrap().to_string(),
        Err(error) => error.to_string(),
    }
}

/// Whether PHP's answer is the kernel's, and the same each time.
fn can_be_read(level: i32, option: i32) -> bool {
    match level {
        // SO_BINDTODEVICE, which PHP cannot read. Of SO_GET_FILTER the kernel writes
        // nothing, as of all below: PHP then shows what was in memory.
        SOL_SOCKET => ![25, 26].contains(&option),
        // IP_OPTIONS, IP_PKTOPTIONS.
        IPPROTO_IP => ![4, 9].contains(&option),
        // TCP_TIMESTAMP, a clock; TCP_CC_INFO, TCP_SAVED_SYN, TCP_ULP, TCP_FASTOPEN_KEY.
        SOL_TCP => ![24, 26, 28, 31, 33].contains(&option),
        // IPV6_PKTOPTIONS, and the headers of packets.
        IPPROTO_IPV6 => ![6, 54, 55, 57, 59].contains(&option),
        _ => true,
    }
}

/// Whether it takes a number, in PHP too, which mostly goes by the number alone.
fn can_be_set(level: i32, option: i32) -> bool {
    const TYPED: [i32; 5] = [
        SO_LINGER,
        SO_RCVTIMEO,
        SO_SNDTIMEO,
        SO_BINDTODEVICE,
        SO_ATTACH_REUSEPORT_CBPF,
    ];
    /// SO_ATTACH_BPF, SO_ATTACH_REUSEPORT_EBPF.
    const DESCRIPTORS: [i32; 2] = [50, 52];
    const GROUPS: Range<i32> = MCAST_JOIN_GROUP..MCAST_LEAVE_SOURCE_GROUP + 1;

    match level {
        // Of the sockets here PHP cannot ask for the address of an interface.
        IPPROTO_IP => !GROUPS.contains(&option) && option != IP_MULTICAST_IF,
        IPPROTO_IPV6 => !GROUPS.contains(&option) && option != IPV6_PKTINFO,
        // Since 8.6 PHP refuses a TCP_USER_TIMEOUT below 0 in its own words.
        SOL_TCP => {
            !TYPED.contains(&option) && ![TCP_CONGESTION, TCP_USER_TIMEOUT].contains(&option)
        }
        // Two more take the number of a descriptor, which leads elsewhere in PHP.
        SOL_SOCKET => !TYPED.contains(&option) && !DESCRIPTORS.contains(&option),
        _ => !TYPED.contains(&option),
    }
}

fn set_and_get(socket: &Socket, level: i32, option: i32, value: Option<i32>) -> String {
    let set = match value.map(|value| socket_set_option(socket, level, option, value)) {
        None => String::new(),
        Some(Ok(())) => "1".into(),
        Some(Err(error)) => error.to_string(),
    };
    let get = text(socket_get_option(socket, level, option));
    format!("{set} {get}")
}

#[track_caller]
fn assert_like_php(values: &[Option<i32>], is_compared: impl Fn(i32, i32) -> bool) {
    let sockets = format!("{:?}", SOCKETS.map(|(family, r#type)| [family, r#type]));
    let texts = values.iter().map(|value| match value {
        None => "null".into(),
        Some(value) => value.to_string(),
    });
    let texts: Vec<String> = texts.collect();
    let (first, last) = (OPTIONS.start, OPTIONS.end - 1);
    let theirs = php(format!(
        "$sockets = {sockets}; $levels = {LEVELS:?}; $options = range({first}, {last});
         $values = [{}]; {PROGRAM}",
        texts.join(",")
    ));
    let mut theirs = theirs.lines();

    for (family, r#type) in SOCKETS {
        for (level, option) in LEVELS
            .map(|level| OPTIONS.map(move |o| (level, o)))
            .into_iter()
            .flatten()
        {
            for &value in values {
                let socket = socket_create(family, r#type, 0).unwrap();
                let said = set_and_get(&socket, level, option, value);
                let ours = format!("{family} {type} {level} {option}: {said}");
                let theirs = theirs.next().unwrap();
                if is_compared(level, option) {
                    assert_eq!(ours, theirs, "set to {value:?}");
                }
            }
        }
    }
    assert_eq!(theirs.next(), None);
}

#[test]
fn every_option_reads_as_in_php() {
    if has_php("option::php::every_option_reads_as_in_php") {
        assert_like_php(&[None], can_be_read);
    }
}

#[test]
fn every_number_is_taken_as_in_php() {
    if !has_php("option::php::every_number_is_taken_as_in_php") {
        return;
    }
    // Others each time.
    let random = |bits| Some((RandomState::new().hash_one(0) as i32) >> (32 - bits));
    let values = [
        Some(0),
        Some(1),
        Some(-1),
        random(8),
        random(16),
        random(32),
    ];
    assert_like_php(&values, |level, option| {
        can_be_read(level, option) && can_be_set(level, option)
    });
}

//! Step 27: seven attacks on the server on PORT, and what another client notices of each.
//!
//! `cargo step 27-attack`, while a server runs; the page is docs/steps/27-safe/index.md.

use php_sockets::*;

const IP: &str = "127.0.0.1"; // this machine: attack none that is not yours
const PATIENCE: i64 = 2; // seconds that the other client waits for its greeting

type Attack = fn(u16) -> Result<Vec<Socket>>;

const ATTACKS: [(&str, Attack); 7] = [
    ("says nothing", says_nothing),
    ("half a line", half_a_line),
    ("no end of line", no_end_of_line),
    ("never reads", never_reads),
    ("100 resets", resets),
    ("control characters", control_characters),
    ("1000 connections", connections),
];

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    for (name, attack) in ATTACKS {
        let attackers = attack(port); // they stay while the other client comes
        println!("{name}: the other client {}", other_client(port)?);
        drop(attackers);
    }
    Ok(())
}

/// Connects, waits to be greeted, and leaves.
fn other_client(port: u16) -> Result<&'static str> {
    let limit = Timeout {
        sec: PATIENCE,
        usec: 0,
    };
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&socket, SOL_SOCKET, SO_SNDTIMEO, limit)?; // for the connect
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    let heard = socket_connect(&socket, IP, port).and_then(|()| socket_read(&socket, 8192, None));
    Ok(match heard {
        Ok(greeting) if greeting.is_empty() || greeting == b"busy\n" => "is sent away",
        Ok(_) => "is served",
        Err(error) if error.code() == SOCKET_ECONNREFUSED => "finds no server",
        Err(error) if error.is_would_block() || error.is_in_progress() => "waits, and gives up",
        Err(_) => "is cut off",
    })
}

/// A connection from another address of this machine: a server can tell it from the other client.
/// It ends with a reset, which leaves no thousand rows in the kernel's table.
fn attacker(port: u16) -> Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&socket, SOL_SOCKET, SO_RCVBUF, 4096)?;
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_LINGER, at_once)?;
    socket_bind(&socket, "127.0.0.2", 0)?;
    socket_set_nonblock(&socket)?;
    match socket_connect(&socket, IP, port) {
        Err(error) if !error.is_in_progress() => Err(error),
        _ => Ok(socket),
    }
}

/// Sends all of it, unless the server takes no more for a while. Returns how much it took.
fn send(socket: &Socket, data: &[u8]) -> Result<usize> {
    let mut sent = 0;
    while sent < data.len() {
        let mut write = vec![socket];
        if socket_select(None, &mut write, None, 0, 300_000)? == 0 {
            break;
        }
        sent += socket_write(socket, &data[sent..], None)?;
    }
    Ok(sent)
}

fn says_nothing(port: u16) -> Result<Vec<Socket>> {
    Ok(vec![attacker(port)?])
}

fn half_a_line(port: u16) -> Result<Vec<Socket>> {
    let socket = attacker(port)?;
    send(&socket, b"half a li")?;
    Ok(vec![socket])
}

/// 16 MiB without a `\n`. A server that keeps all of it runs out of memory in the end.
fn no_end_of_line(port: u16) -> Result<Vec<Socket>> {
    let socket = attacker(port)?;
    send(&socket, &vec![b'x'; 16 << 20])?;
    Ok(vec![socket])
}

/// Many lines, and each may have an answer. It takes none.
fn never_reads(port: u16) -> Result<Vec<Socket>> {
    let socket = attacker(port)?;
    send(&socket, "tell me more\n".repeat(1 << 20).as_bytes())?;
    Ok(vec![socket])
}

/// In the middle of a line, again and again.
fn resets(port: u16) -> Result<Vec<Socket>> {
    for _ in 0..100 {
        let socket = attacker(port)?;
        let _ = send(&socket, b"half a li");
        socket_close(socket);
    }
    Ok(Vec::new())
}

/// What these do is seen where the server prints them: on the page about its log.
fn control_characters(port: u16) -> Result<Vec<Socket>> {
    let socket = attacker(port)?;
    send(&socket, b"\x1b[2Jbye\r\n10.0.0.1 is now root\n")?;
    Ok(vec![socket])
}

/// They say nothing, and stay.
fn connections(port: u16) -> Result<Vec<Socket>> {
    let sockets = (0..1000).map_while(|_| attacker(port).ok()); // or as many as it gets
    Ok(sockets.collect())
}

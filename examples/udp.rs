//! A talker and a listener over UDP: single messages, no connection.
//!
//! ```text
//! listener: bound to 127.0.0.1:PORT
//! talker: sent 5 bytes
//! listener: "hello" from 127.0.0.1:PORT
//! talker: "hello yourself" from 127.0.0.1:PORT
//! ```

use std::env;

use anyhow::ensure;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let listener = udp()?;
    socket_bind(&listener, "127.0.0.1", 0)?;
    let here = socket_getsockname(&listener)?;
    println!("listener: bound to {here}");

    // The talker needs no address of its own: the first message gives it a free port.
    let talker = udp()?;
    let text = "hello";
    let sent = socket_sendto(&talker, text, text.len(), 0, here.address(), here.port())?;
    println!("talker: sent {sent} bytes");

    // Each message arrives whole, with its sender's address, so that it can be answered.
    let mut data = Vec::new();
    let (_, sender) = socket_recvfrom(&listener, &mut data, 8192, 0)?;
    println!(
        "listener: {:?} from {sender}",
        String::from_utf8_lossy(&data)
    );
    let answer = "hello yourself";
    socket_sendto(
        &listener,
        answer,
        answer.len(),
        0,
        sender.address(),
        sender.port(),
    )?;

    let (_, sender) = socket_recvfrom(&talker, &mut data, 8192, 0)?;
    println!("talker: {:?} from {sender}", String::from_utf8_lossy(&data));
    Ok(())
}

/// A message can be lost, so this socket waits for one for a second, not forever.
fn udp() -> Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    let second = Timeout { sec: 1, usec: 0 };
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, second)?;
    Ok(socket)
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("A talker and a listener over UDP, in one program.");
    println!("It takes no options.");
    Ok(())
}

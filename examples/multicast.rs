//! Multicast on this machine: one message, and every member of the group gets it.
//!
//! ```text
//! two sockets have joined 224.0.0.251 on lo
//! sent once to the group
//! the first got "hello, group" from 127.0.0.1
//! the second got "hello, group" from 127.0.0.1
//! ```

use std::env;

use anyhow::ensure;
use php_sockets::*;

/// A group that routers never pass on.
const GROUP: &str = "224.0.0.251";

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let first = member(0)?;
    let port = socket_getsockname(&first)?.port();
    let second = member(port.unwrap_or(0))?;
    println!("two sockets have joined {GROUP} on lo");

    let sender = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_set_option(&sender, IPPROTO_IP, IP_MULTICAST_IF, "lo")?;
    let message = "hello, group";
    socket_sendto(&sender, message, message.len(), 0, GROUP, port)?;
    println!("sent once to the group");

    for (name, member) in [("first", first), ("second", second)] {
        let mut data = Vec::new();
        let (_, from) = socket_recvfrom(&member, &mut data, 8192, 0)?;
        let (text, from) = (String::from_utf8_lossy(&data), from.address());
        println!("the {name} got {text:?} from {from}");
    }
    Ok(())
}

/// A socket that has joined the group. All share one port, so each sets SO_REUSEADDR.
fn member(port: u16) -> Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP)?;
    socket_set_option(&socket, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&socket, GROUP, port)?;
    // A message can be lost: wait for a second, not forever.
    let second = Timeout { sec: 1, usec: 0 };
    socket_set_option(&socket, SOL_SOCKET, SO_RCVTIMEO, second)?;

    let group = GroupRequest {
        group: GROUP.into(),
        interface: "lo".into(),
    };
    socket_set_option(&socket, IPPROTO_IP, MCAST_JOIN_GROUP, group)?;
    Ok(socket)
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("One message to a group, and both its members get it.");
    println!("It takes no options.");
    Ok(())
}

//! Captures frames of a network interface with a packet socket, and shows what they are.
//!
//! On `lo` it sends three frames itself and shows them:
//!
//! ```text
//! lo, index 1
//! 00:00:00:00:00:00 > ff:ff:ff:ff:ff:ff  ARP   42 bytes
//! 00:00:00:00:00:00 > 00:00:00:00:00:00  IPv4  47 bytes
//! 00:00:00:00:00:00 > 00:00:00:00:00:00  IPv6  67 bytes
//! ```
//!
//! It needs the privilege `CAP_NET_RAW`, which root has. Every user has it in a network of their
//! own: `unshare --user --map-root-user --net sh -c 'ip link set lo up; exec PROGRAM'`.

use std::time::{Duration, Instant};

use lexopt::prelude::*;
use php_sockets::*;

/// How long it waits for frames.
const TIME: Duration = Duration::from_secs(2);
/// The longest frame: a whole IP packet, and its header.
const LONGEST: usize = 65536 + HEADER;
/// Both hardware addresses, and the protocol.
const HEADER: usize = 14;
/// The protocol of ARP, for which PHP has no constant.
const ETH_P_ARP: i32 = 0x0806;
/// The level and the option that leave out the frames which this machine sends: on `lo` they
/// arrive too, so they would be shown twice. PHP has no constants for them.
const SOL_PACKET: i32 = 263;
const PACKET_IGNORE_OUTGOING: i32 = 23;

const HELP: &str = "\
Captures frames of a network interface for two seconds: on lo three, which it sends itself,
on others at most ten. It needs the privilege CAP_NET_RAW.

  --interface NAME  capture there; lo by default
  --help            show this";

const UNPRIVILEGED: &str = "\
This program needs the privilege CAP_NET_RAW. Run it as root, or in a network of its own:
unshare --user --map-root-user --net sh -c 'ip link set lo up; exec PROGRAM'";

fn main() -> anyhow::Result<()> {
    let mut interface = "lo".to_owned();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("interface") => interface = arguments.value()?.string()?,
            Long("help") | Short('h') => {
                println!("{HELP}");
                return Ok(());
            }
            _ => return Err(argument.unexpected().into()),
        }
    }

    match socket_create(AF_PACKET, SOCK_RAW, ETH_P_ALL) {
        Err(error) if error.code() == SOCKET_EPERM => println!("{UNPRIVILEGED}"),
        socket => capture(&socket?, &interface)?,
    }
    Ok(())
}

fn capture(socket: &Socket, interface: &str) -> Result<()> {
    socket_set_option(socket, SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)?;
    socket_bind(socket, interface, None)?;
    socket_set_nonblock(socket)?;
    let here = socket_getsockname(socket)?;
    println!("{here}, index {}", here.port().unwrap_or(0));

    let mut frames = 10;
    if interface == "lo" {
        frames = 3;
        for sent in [send_arp(socket), send_udp("127.0.0.1"), send_udp("::1")] {
            sent.unwrap_or_else(|error| eprintln!("{error}"));
        }
    }

    let end = Instant::now() + TIME;
    while frames > 0 && Instant::now() < end {
        frames -= usize::from(show_frame(socket, &here));
    }
    Ok(())
}

/// Waits a moment for a frame, and returns whether it has shown one. Neither a missing frame
/// nor a failure of the interface ends the program.
fn show_frame(socket: &Socket, here: &Address) -> bool {
    let mut read = vec![socket];
    if let Err(error) = socket_select(&mut read, None, None, 0, 100_000) {
        eprintln!("{error}");
        return false;
    }

    let mut frame = Vec::new();
    match socket_recvfrom(socket, &mut frame, LONGEST, 0) {
        // Until it was bound, the socket received from all interfaces.
        Ok((_, sender)) if sender.address() != here.address() => false,
        Ok(_) => {
            println!("{}", described(&frame));
            true
        }
        Err(error) if error.is_would_block() || error.is_interrupted() => false,
        Err(error) => {
            eprintln!("{error}");
            false
        }
    }
}

/// What the header contains: the sender, the receiver and the protocol.
fn described(frame: &[u8]) -> String {
    let length = frame.len();
    let Some((header, _)) = frame.split_at_checked(HEADER) else {
        return format!("{length} bytes, too few for a header");
    };
    let (to, from) = (hardware(&header[..6]), hardware(&header[6..12]));
    let protocol = i32::from(u16::from_be_bytes([header[12], header[13]]));
    let name = match protocol {
        ETH_P_IP => "IPv4".into(),
        ETH_P_IPV6 => "IPv6".into(),
        ETH_P_ARP => "ARP ".into(),
        _ => format!("0x{protocol:04x}"),
    };
    format!("{from} > {to}  {name}  {length} bytes")
}

fn hardware(address: &[u8]) -> String {
    let bytes: Vec<_> = address.iter().map(|byte| format!("{byte:02x}")).collect();
    bytes.join(":")
}

/// Asks all stations who has the address 127.0.0.1. On `lo`, there is no answer.
fn send_arp(socket: &Socket) -> Result<()> {
    let frame = [
        &[0xff; 6][..],               // for all stations
        &[0; 6],                      // from lo
        &[0x08, 0x06],                // the protocol
        &[0, 1, 0x08, 0, 6, 4, 0, 1], // Ethernet and IPv4: a request
        &[0, 0, 0, 0, 0, 0, 127, 0, 0, 1],
        &[0, 0, 0, 0, 0, 0, 127, 0, 0, 1],
    ];
    socket_write(socket, frame.concat(), None).map(drop)
}

/// Sends a message from a UDP socket to itself: to a closed port, an error would come back.
fn send_udp(address: &str) -> Result<()> {
    let family = if address.contains(':') {
        AF_INET6
    } else {
        AF_INET
    };
    let socket = socket_create(family, SOCK_DGRAM, SOL_UDP)?;
    socket_bind(&socket, address, 0)?;
    let port = socket_getsockname(&socket)?.port();
    socket_sendto(&socket, "hello", 5, 0, address, port).map(drop)
}

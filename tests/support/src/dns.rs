//! A name server, as small as the tests allow.
//!
//! The beginning of a name decides: `nodata` exists without an address, `servfail`
//! and `refused` get these answers, `dns4` has the address 127.0.0.1, `dns6` has
//! `::1`. Every other name is unknown.

use std::net::UdpSocket;
use std::thread;

const HEADER: usize = 12;

const NO_ERROR: u8 = 0;
const SERVFAIL: u8 = 2;
const NXDOMAIN: u8 = 3;
const REFUSED: u8 = 5;

const A: u16 = 1;
const AAAA: u16 = 28;

/// Answers on 127.0.0.1 until the process ends. Returns true.
pub fn start() -> bool {
    let socket = UdpSocket::bind("127.0.0.1:53").unwrap();
    thread::spawn(move || {
        let mut query = [0; 512];
        loop {
            let (length, client) = socket.recv_from(&mut query).unwrap();
            let reply = reply(&query[..length]);
            socket.send_to(&reply, client).unwrap();
        }
    });
    true
}

/// RFC 1035: the header, the question, and perhaps an address.
fn reply(query: &[u8]) -> Vec<u8> {
    let name = &query[HEADER..];
    let first_label = &name[1..=usize::from(name[0])];
    let name_length = name.iter().position(|&byte| byte == 0).unwrap() + 1;
    let question = &name[..name_length + 4];
    let r#type = u16::from_be_bytes([question[name_length], question[name_length + 1]]);

    let is = |start: &[u8]| first_label.starts_with(start);
    let address: &[u8] = match r#type {
        A if is(b"dns4") => &[127, 0, 0, 1],
        AAAA if is(b"dns6") => &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        _ => &[],
    };
    let code = match () {
        _ if is(b"servfail") => SERVFAIL,
        _ if is(b"refused") => REFUSED,
        _ if is(b"nodata") || is(b"dns4") || is(b"dns6") => NO_ERROR,
        _ => NXDOMAIN,
    };

    let answers = u8::from(!address.is_empty());
    // The number of the query; a reply, recursion wanted and available; one question.
    let mut reply = query[..2].to_vec();
    reply.extend([0x81, 0x80 | code, 0, 1, 0, answers, 0, 0, 0, 0]);
    reply.extend(question);
    if !address.is_empty() {
        // The name of the question, its type, class 1, 60 seconds to live.
        reply.extend([0xc0, HEADER as u8]);
        reply.extend(r#type.to_be_bytes());
        reply.extend([0, 1, 0, 0, 0, 60, 0, address.len() as u8]);
        reply.extend(address);
    }
    reply
}

//! Urgent data: a byte that the peer can read before the bytes that were sent before it. A read
//! stops where that byte was, so a program can throw away what is out of date, as Telnet does after
//! Ctrl+C.
//!
//! ```text
//! sent "a long listing", then the urgent byte "!", then "prompt>"
//! socket_select reports an exception: true
//! urgent: "!"
//! before the mark, thrown away: "a long listing"
//! after the mark: "prompt>"
//! ```

use std::env;

use anyhow::ensure;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let server = socket_create_listen(0, None)?;
    let client = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&client, "127.0.0.1", socket_getsockname(&server)?.port())?;
    let accepted = socket_accept(&server)?;

    socket_send(&client, "a long listing", 14, 0)?;
    socket_send(&client, "!", 1, MSG_OOB)?;
    socket_send(&client, "prompt>", 7, 0)?;
    println!(r#"sent "a long listing", then the urgent byte "!", then "prompt>""#);

    let mut except = vec![&accepted];
    let ready = socket_select(None, None, &mut except, 5, None)?;
    println!("socket_select reports an exception: {}", ready == 1);
    let mut data = Vec::new();
    socket_recv(&accepted, &mut data, 1, MSG_OOB)?;
    println!("urgent: {}", shown(&data));

    // However many reads this takes: none of them goes beyond the mark.
    while !socket_atmark(&accepted)? {
        let length = socket_recv(&accepted, &mut data, 8192, 0)?;
        ensure!(length > 0, "the peer has closed");
        println!("before the mark, thrown away: {}", shown(&data));
    }
    socket_recv(&accepted, &mut data, 7, MSG_WAITALL)?;
    println!("after the mark: {}", shown(&data));
    Ok(())
}

fn shown(data: &[u8]) -> String {
    format!("{:?}", String::from_utf8_lossy(data))
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Sends an urgent byte, and reads it before what was sent before it.");
    println!("It takes no options.");
    Ok(())
}

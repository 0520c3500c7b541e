//! Step 19: a second of asking, and a second of waiting.
//!
//! `cargo step 19-busy`; the page is docs/steps/19-not-waiting/busy.md.

use std::io::Read;
use std::time::{Duration, Instant};

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, 4)?;
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?; // the client is silent
    let msgsock = socket_accept(&sock)?;
    socket_set_nonblock(&msgsock)?;

    let (begin, before) = (Instant::now(), cpu_time()?);
    while begin.elapsed() < Duration::from_secs(1) {
        let _ = (&msgsock).read(&mut [0; 8192]); // not shown
    }
    let used = cpu_time()? - before;
    println!("Asking for a second: {used} ms of the CPU");

    let before = cpu_time()?;
    socket_select(&mut vec![&msgsock], None, None, 1, None)?;
    let used = cpu_time()? - before;
    println!("Waiting for a second: {used} ms of the CPU");
    Ok(())
}

/// How long the CPU has worked for this program, in milliseconds.
fn cpu_time() -> anyhow::Result<u64> {
    let times = std::fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds: u64 = times.split(' ').next().unwrap_or_default().parse()?;
    Ok(nanoseconds / 1_000_000)
}

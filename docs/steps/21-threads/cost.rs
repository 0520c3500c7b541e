//! Step 21: what a thread for each client costs.
//!
//! `cargo step 21-cost`; the page is docs/steps/21-threads/cost.md.

use std::fs;
use std::thread;
use std::time::Instant;

use php_sockets::*;

const CLIENTS: u32 = 20;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, SOMAXCONN)?;

    // Connect, accept, greet, close: first without a thread.
    let each = time(port, || greet(socket_accept(&sock)?))?;
    println!("one after another:            {each} µs for each client");
    let each = time(port, || {
        let msgsock = socket_accept(&sock)?;
        thread::spawn(|| greet(msgsock)).join().expect("no panic")
    })?;
    println!("a thread for each:            {each} µs for each client");

    // Clients that wait: each has a thread, whose read waits too.
    let before = memory()?;
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(client(port)?);
        let msgsock = socket_accept(&sock)?;
        thread::spawn(move || {
            greet_and_wait(msgsock);
        });
        socket_read(clients.last().expect("one"), 8192, None)?;
    }
    let each = (memory()? - before) / u64::from(CLIENTS);
    println!("{CLIENTS} threads that wait:         {each} KiB for each client");
    Ok(())
}

/// How long the server and its client take for each client, in µs.
fn time(port: u16, mut serve: impl FnMut() -> Result<()>) -> anyhow::Result<u128> {
    let start = Instant::now();
    for _ in 0..CLIENTS {
        let socket = client(port)?;
        serve()?;
        socket_read(&socket, 8192, None)?;
        socket_close(socket);
    }
    Ok((start.elapsed() / CLIENTS).as_micros())
}

fn client(port: u16) -> Result<Socket> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;
    Ok(socket)
}

fn greet(msgsock: Socket) -> Result<()> {
    socket_write(&msgsock, "test successful\n", None)?;
    Ok(())
}

fn greet_and_wait(msgsock: Socket) -> Option<()> {
    socket_write(&msgsock, "test successful\n", None).ok()?;
    socket_read(&msgsock, 8192, None).ok()?;
    Some(())
}

/// The memory of this process, in KiB. What it shares with others counts in part.
fn memory() -> anyhow::Result<u64> {
    let text = fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"));
    let digits = line.and_then(|line| line.split_whitespace().next());
    Ok(digits.unwrap_or("0").parse()?)
}

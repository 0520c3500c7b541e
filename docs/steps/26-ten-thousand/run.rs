//! Step 26: beyond 1,024 descriptors.
//!
//! `cargo step 26`; the page is docs/steps/26-ten-thousand/index.md.

use std::fs::File;
use std::iter::from_fn;
use std::time::Duration;

use nix::sys::resource::{Resource::RLIMIT_NOFILE, getrlimit, setrlimit};
use php_sockets::io_poll::{Context, Event};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let ip = "127.0.0.1";
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, ip, port)?;
    socket_listen(&sock, SOMAXCONN)?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, ip, port)?;

    // The soft limit is 1,024 on most machines. Up to the hard limit a program may raise it.
    let (_, hard) = getrlimit(RLIMIT_NOFILE)?;
    setrlimit(RLIMIT_NOFILE, 1024, hard)?;
    let files: Vec<File> = from_fn(|| File::open("/dev/null").ok()).collect(); // until it fails
    setrlimit(RLIMIT_NOFILE, 2048, hard)?;
    let msgsock = socket_accept(&sock)?; // its descriptor is 1024
    drop(files); // closes them

    socket_write(&socket, "hello\n", None)?;

    let mut read = vec![&msgsock];
    socket_select(&mut read, None, None, 1, None)?;

    let context = Context::new(None)?;
    context.add(&msgsock, Event::Read, ())?;
    for watcher in context.wait(Duration::from_secs(1), None)? {
        socket_read(watcher.handle(), 8192, None)?;
    }
    context.wait(Duration::ZERO, None)?;
    Ok(())
}

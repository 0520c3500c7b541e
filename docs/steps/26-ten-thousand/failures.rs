//! What can go wrong with very many sockets, each case for real.
//!
//! `cargo step 26-failures`; the page is docs/steps/26-ten-thousand/index.md.

use std::fs::File;
use std::iter::from_fn;

use nix::sys::resource::{Resource::RLIMIT_NOFILE, getrlimit, setrlimit};
use php_sockets::io_poll::{Context, Event};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;

    println!("-- No descriptor is left");
    let (_, hard) = getrlimit(RLIMIT_NOFILE)?;
    setrlimit(RLIMIT_NOFILE, 64, hard)?;
    let files: Vec<File> = from_fn(|| File::open("/dev/null").ok()).collect();
    let _ = socket_create(AF_INET, SOCK_STREAM, SOL_TCP);
    drop(files);

    println!("-- The listener is added twice");
    let context = Context::new(None)?;
    let watcher = context.add(&sock, Event::Read, ())?;
    let _ = context.add(&sock, Event::Read, ());

    println!("-- You ask for events of a watcher that you have removed");
    watcher.remove()?;
    let _ = watcher.modify_events(Event::Write);

    println!("-- The first process has not set SO_REUSEPORT");
    let second = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&second, SOL_SOCKET, SO_REUSEPORT, 1)?;
    let _ = socket_bind(&second, "127.0.0.1", port);
    Ok(())
}

//! Step 23: two ends, one of which a thread gets.
//!
//! `cargo step 23-pair`; the page is docs/steps/23-unix/pair.md.

use std::io::{self, Read, Write};
use std::thread;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    php_sockets_tutorial::show(); // prints each call, and what the kernel knows then

    let [mine, theirs] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    let worker = thread::spawn(move || -> io::Result<Socket> {
        // With std's traits, whose calls are not printed.
        let mut line = String::new();
        (&theirs).take(4).read_to_string(&mut line)?;
        (&theirs).write_all(b"42\n")?;
        Ok(theirs)
    });

    socket_write(&mine, "6 7\n", None)?;
    socket_read(&mine, 8192, None)?;
    socket_close(mine);
    let theirs = worker.join().expect("it does not panic")?;
    socket_close(theirs);
    Ok(())
}

//! The article's client: connects, sends two lines, and reads to the end.
//!
//! Start `cargo run --example server` in another terminal first. It connects to
//! 127.0.0.1, port 8001; `PORT` changes the port and, after `--`, `--zh` the language.
//!
//! ```text
//! OK.
//! Trying to connect to 127.0.0.1 port 8001...
//! Connection OK.
//! Sent to the server.
//! What was sent: Ho
//! first blood
//!
//! The server's answer arrived.
//! What it says: test successful
//! Closing the socket...
//! Closed.
//! ```

// ANCHOR: all
#[path = "common/options.rs"]
mod options;

use std::process::ExitCode;

use options::Options;
use php_sockets::*;

const HELP: &str = "\
The article's client: sends two lines to the server on 127.0.0.1, prints the answer.

  --zh    print Chinese
  --help  show this

PORT in the environment is the server's port: 8001 by default.";

fn main() -> ExitCode {
    let talked = Options::read(HELP, None).and_then(|options| Ok(talk(&options)?));
    match talked {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // PHP's words: the function that failed, and the reason.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

// ANCHOR: program
fn talk(options: &Options) -> Result<()> {
    let (ip, port) = ("127.0.0.1", options.port);
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    options.say("OK.", &[]);

    options.say("Trying to connect to {} port {}...", &[&ip, &port]);
    socket_connect(&socket, ip, port)?;
    options.say("Connection OK.", &[]);

    let message = "Ho\r\nfirst blood\r\n";
    socket_write(&socket, message, message.len())?;
    options.say("Sent to the server.", &[]);
    options.say("What was sent: {}", &[&message]);

    loop {
        let out = socket_read(&socket, 8192, None)?;
        if out.is_empty() {
            break; // the end: the server has closed
        }
        let out = String::from_utf8_lossy(&out);
        options.say("The server's answer arrived.", &[]);
        options.say("What it says: {}", &[&out.trim_end()]);
    }

    options.say("Closing the socket...", &[]);
    socket_close(socket);
    options.say("Closed.", &[]);
    Ok(())
}
// ANCHOR_END: program
// ANCHOR_END: all

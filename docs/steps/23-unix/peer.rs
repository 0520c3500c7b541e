//! The peer of exercise 23: it leaves a stale file, a living server and an ordinary file.

use std::fs;
use std::io::Read;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::learner::Learner;
use crate::peer::Missing;

const LIMIT: Duration = Duration::from_secs(10);

/// The path of the program. What is there in the end is deleted.
struct Door(PathBuf);

impl Drop for Door {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    let door = Door(format!("/tmp/php-sockets-{}.sock", learner.port()).into());
    let path = door.0.as_path();
    let _ = fs::remove_file(path); // of an earlier check

    serves(learner, path, "Nothing is there yet.")?;
    drop(UnixListener::bind(path).expect("the path is free"));
    serves(
        learner,
        path,
        "A server that has crashed has left its file.",
    )?;
    spares_a_server(learner, path)?;
    spares_a_file(learner, path)
}

/// It starts, greets one client, and deletes its file.
fn serves(learner: &mut Learner, path: &Path, situation: &str) -> Result<(), Missing> {
    let shown = path.display();
    learner.start(&[])?;
    learner.prints(
        &format!("Listening at {shown}"),
        &format!(
            "{situation} The program should listen at {shown}, and print `Listening at {shown}`."
        ),
    )?;
    let mut greeting = String::new();
    let read = UnixStream::connect(path).and_then(|mut client| {
        client.set_read_timeout(Some(LIMIT))?;
        client.read_to_string(&mut greeting)
    });
    if read.is_err() || greeting != "test successful\n" {
        return Err(learner.missing(&format!(
            "{situation} A client that connects to {shown} should get `test successful`, and then \
             the end."
        )));
    }
    learner.exits(
        0,
        &format!("{situation} After its client the program should end with code 0."),
    )?;
    if path.exists() {
        return Err(learner.missing("Before it ends the program should delete its own file."));
    }
    Ok(())
}

/// It does not start where another server listens, and that one stays reachable.
fn spares_a_server(learner: &mut Learner, path: &Path) -> Result<(), Missing> {
    let living = UnixListener::bind(path).expect("the path is free");
    refuses(
        learner,
        "in use",
        "Another server listens there. The program should delete nothing, print `in use: ` and \
         the path, and end with code 1. Only `socket_connect` finds out whether anybody listens.",
    )?;
    // What the program itself may have connected comes first.
    living.set_nonblocking(true).expect("a mode");
    while living.accept().is_ok() {}
    if UnixStream::connect(path).is_err() || living.accept().is_err() {
        return Err(learner.missing(
            "Another server listens there, and the program has deleted its file: nobody can reach \
             that server any more. Connect first, and delete the file only if that fails with 111.",
        ));
    }
    fs::remove_file(path).expect("the server's file");
    Ok(())
}

/// It does not start where an ordinary file is, and that file stays as it is.
fn spares_a_file(learner: &mut Learner, path: &Path) -> Result<(), Missing> {
    const TEXT: &str = "a letter";
    fs::write(path, TEXT).expect("the path is free");
    refuses(
        learner,
        "not a socket",
        "An ordinary file is there. The program should not delete it, print `not a socket: ` and \
         the path, and end with code 1. `socket_connect` fails with 111 there too: look at the \
         type of the file before.",
    )?;
    match fs::read_to_string(path) {
        Ok(text) if text == TEXT => Ok(()),
        _ => Err(learner.missing(
            "An ordinary file is there, and the program has deleted or changed it. Delete a file \
             only if it is a socket.",
        )),
    }
}

fn refuses(learner: &mut Learner, text: &str, hint: &str) -> Result<(), Missing> {
    learner.start(&[])?;
    learner.prints(text, hint)?;
    learner.exits(1, hint)
}

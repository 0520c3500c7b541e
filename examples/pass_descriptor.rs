//! Passes an open file to another process, which could not open it itself.
//!
//! This program starts itself again; the two talk over a pair of unix sockets.
//!
//! ```text
//! parent: passes a file that has no name
//! child: got "what comes with it" and 1 descriptor
//! child: reads "only you can read this"
//! ```

use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::process::{Command, Stdio};
use std::{env, process};

use anyhow::{bail, ensure};
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    match env::args().nth(1).as_deref() {
        None => parent(),
        Some("child") => child(),
        Some(argument) => help(argument),
    }
}

fn parent() -> anyhow::Result<()> {
    let [mine, theirs] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    // Programs we start inherit no socket, except those that we give them explicitly.
    let stdin = Stdio::from(socket_export_stream::<OwnedFd>(theirs));
    let mut child = Command::new(env::current_exe()?)
        .arg("child")
        .stdin(stdin)
        .spawn()?;

    let path = env::temp_dir().join(format!("pass_descriptor {}", process::id()));
    let mut file = File::create_new(&path)?;
    fs::remove_file(path)?; // the file exists as long as a program has it open
    file.write_all(b"only you can read this")?;
    file.rewind()?;

    println!("parent: passes a file that has no name");
    let message = Message {
        iov: vec![b"what comes with it".into()],
        control: vec![Control::Lent(vec![file.as_fd()])],
        ..Message::default()
    };
    socket_sendmsg(&mine, &message, None)?;
    ensure!(child.wait()?.success(), "the child failed");
    Ok(())
}

fn child() -> anyhow::Result<()> {
    let socket = socket_import_stream(io::stdin().as_fd().try_clone_to_owned()?)?;

    let mut message = Message {
        controllen: socket_cmsg_space(SOL_SOCKET, SCM_RIGHTS, 1)?,
        ..Message::default()
    };
    socket_recvmsg(&socket, &mut message, None)?;
    let text = String::from_utf8(message.iov.concat())?;

    let Some(Control::Rights(mut descriptors)) = message.control.pop() else {
        bail!("no descriptor arrived");
    };
    println!("child: got {text:?} and {} descriptor", descriptors.len());

    let mut file = File::from(descriptors.remove(0));
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    println!("child: reads {text:?}");
    Ok(())
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("Passes an open file to another process.");
    println!("It takes no options.");
    Ok(())
}

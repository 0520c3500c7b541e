//! Step 25: the kernel says who has sent a message.
//!
//! `cargo step 25-credentials`; the page is docs/steps/25-hand-over/credentials.md.

use std::process::id;

use anyhow::bail;
use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let [here, there] = socket_create_pair(AF_UNIX, SOCK_STREAM, 0)?;
    socket_set_option(&there, SOL_SOCKET, SO_PASSCRED, 1)?;

    // The sender says nothing about itself.
    socket_write(&here, "Let me in.", None)?;

    let mut message = Message {
        controllen: socket_cmsg_space(SOL_SOCKET, SCM_CREDENTIALS, None)?,
        ..Message::default()
    };
    socket_recvmsg(&there, &mut message, None)?;
    let Some(Control::Credentials(who)) = message.control.first() else {
        bail!("no credentials came");
    };
    println!("This is pid {}.", id());
    println!("The message is from pid {}.", who.pid);
    Ok(())
}

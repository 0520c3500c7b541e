use std::thread::sleep;
use std::time::Duration;

use php_sockets::*;

const PAUSE: Duration = Duration::from_millis(100);

fn main() -> anyhow::Result<()> {
    let listener = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&listener, SOL_SOCKET, SO_REUSEADDR, 1)?; // restart at once
    socket_bind(&listener, "127.0.0.1", 8001)?;
    socket_listen(&listener, 128)?;
    println!("Listening on {}", socket_getsockname(&listener)?);

    loop {
        match socket_accept(&listener) {
            Ok(client) => {
                if let Err(error) = echo(&client) {
                    println!("{error}");
                }
                socket_close(client);
            }
            Err(error) => {
                println!("{error}");
                sleep(PAUSE); // no descriptor is left, perhaps
            }
        }
    }
}

/// Sends back whatever the client sends, until the client has closed.
fn echo(client: &Socket) -> Result<()> {
    loop {
        let data = socket_read(client, 8192, None)?;
        if data.is_empty() {
            return Ok(());
        }
        socket_write(client, data, None)?;
    }
}

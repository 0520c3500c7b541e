use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let listener = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&listener, SOL_SOCKET, SO_REUSEADDR, 1)?; // restart at once
    socket_bind(&listener, "127.0.0.1", 8001)?;
    socket_listen(&listener, 128)?;
    println!("Listening on {}", socket_getsockname(&listener)?);

    // ANCHOR: new
    let client = socket_accept(&listener)?;
    println!("A client comes from {}", socket_getpeername(&client)?);
    let data = socket_read(&client, 8192, None)?;
    socket_write(&client, data, None)?;
    socket_close(client);
    // ANCHOR_END: new
    Ok(())
}

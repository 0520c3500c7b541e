use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let listener = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&listener, SOL_SOCKET, SO_REUSEADDR, 1)?; // restart at once
    socket_bind(&listener, "127.0.0.1", 8001)?;
    socket_listen(&listener, 128)?;
    println!("Listening on {}", socket_getsockname(&listener)?);
    Ok(())
}

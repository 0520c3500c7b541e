use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", 8001)?;
    for word in std::env::args().skip(1) {
        socket_write(&socket, word, None)?;
        let answer = socket_read(&socket, 8192, None)?;
        println!("The server says: {}", String::from_utf8_lossy(&answer));
    }
    Ok(())
}

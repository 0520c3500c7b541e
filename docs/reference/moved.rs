use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_close(sock);
    socket_listen(&sock, 4)?;
    Ok(())
}

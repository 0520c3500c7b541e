<?php
// The twin of docs/steps/27-safe/tls.rs. In PHP, streams have TLS, and sockets become streams.
//
//     php docs/steps/27-safe/tls.php

const CERTIFICATE = ['local_cert' => 'target/cert.pem', 'local_pk' => 'target/key.pem'];

$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
echo "Listening on 127.0.0.1 port $port.\n";

while (true) {
    $msgsock = @socket_accept($sock);
    if ($msgsock === false) {
        fwrite(STDERR, error_get_last()['message'] . "\n");
        usleep(100_000);
        continue;
    }
    if (!talk($msgsock)) {
        fwrite(STDERR, "The handshake has failed.\n"); // and serve the next client
    }
}

function talk(Socket $msgsock): bool
{
    $stream = socket_export_stream($msgsock);
    stream_set_timeout($stream, 1); // for each read and each write, and for the handshake

    stream_context_set_option($stream, ['ssl' => CERTIFICATE]);
    if (@stream_socket_enable_crypto($stream, true, STREAM_CRYPTO_METHOD_TLS_SERVER) !== true) {
        fclose($stream); // which closes the socket
        return false;
    }

    // What is written to the stream is sent encrypted. socket_write would not encrypt it.
    fwrite($stream, "test successful\n");
    echo 'received: ', fread($stream, 8192);
    fclose($stream);
    return true;
}

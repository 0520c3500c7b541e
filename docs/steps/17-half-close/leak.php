<?php
// The twin of docs/steps/17-half-close/leak.rs.
//
//     php docs/steps/17-half-close/leak.php

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$clients = [];
for ($n = 0; $n < 20; $n++) {
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, $ip, $port) or exit(1);

    $msgsock = socket_accept($sock) or exit(1);
    socket_write($msgsock, "test successful\n") === false and exit(1);

    // The client has its answer, and closes. The server keeps its end.
    socket_read($socket, 8192) === false and exit(1);
    socket_close($socket);
    $clients[] = $msgsock;
}
echo 'All ', count($clients), " clients have closed.\n";

// The server goes on until no client has come for ten seconds.
$patience = ['sec' => 10, 'usec' => 0];
socket_set_option($sock, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit(1);
@socket_accept($sock);

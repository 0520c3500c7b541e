<?php
// The twin of docs/steps/16-messages/lines.rs.
//
//     php docs/steps/16-messages/lines.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);

socket_write($socket, "Ho\n\nfirst blood\r\n") === false and exit(1);
socket_close($socket);

// In PHP the end is a failure here, with the code 104.
while (($line = socket_read($msgsock, 8192, PHP_NORMAL_READ)) !== false) {
    echo 'line: "', rtrim($line), "\"\n";
}

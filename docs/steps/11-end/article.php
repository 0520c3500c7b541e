<?php
// The article's loop, and a server that answers "0". It has no twin: in Rust this
// mistake does not compile.
//
//     php docs/steps/11-end/article.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
// Lets you start it again at once; step 13 says why.
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);

$msgsock = socket_accept($sock) or exit(1);

socket_write($msgsock, '0') === false and exit(1);
socket_close($msgsock);

while ($out = socket_read($socket, 8192)) {
    echo "The server's answer arrived.\n";
    echo "What it says: $out\n";
}
echo "Closing the socket...\n";
socket_close($socket);

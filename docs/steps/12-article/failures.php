<?php
// The twin of docs/steps/12-article/failures.rs.
//
//     php docs/steps/12-article/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$msg = "test successful\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1); // step 13
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);

echo "-- A client connects and says nothing\n";
$silent = client($port);
$next = client($port);
socket_write($next, "Ho\r\nfirst blood\r\n") === false and exit(1);
$msgsock = socket_accept($sock) or exit(1);
$patience = ['sec' => 0, 'usec' => 50000];
socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit(1);
socket_read($msgsock, 8192);

echo "-- A client closes without reading the greeting\n";
socket_write($msgsock, $msg) === false and exit(1);
socket_close($silent);
socket_read($msgsock, 8192);
socket_close($msgsock);

echo "-- The server closes while a client is in its queue\n";
socket_close($sock);
socket_read($next, 8192);

echo "-- A client comes after the server has closed\n";
$later = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($later, '127.0.0.1', $port);

/** A client that has connected. */
function client(int $port): \Socket
{
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    return $socket;
}

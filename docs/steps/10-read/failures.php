<?php
// The twin of docs/steps/10-read/failures.rs.
//
//     php docs/steps/10-read/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);
$msg = "test successful\n";

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_read($sock, 0);
socket_bind($sock, '127.0.0.1', $port) or exit(1);
socket_listen($sock, 4) or exit(1);
socket_read($sock, 8192);

$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, '127.0.0.1', $port) or exit(1);
$msgsock = socket_accept($sock) or exit(1);

// Nobody has written.
socket_set_nonblock($msgsock) or exit(1);
socket_read($msgsock, 8192);
socket_set_block($msgsock) or exit(1);
$patience = ['sec' => 0, 'usec' => 50000];
socket_set_option($msgsock, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit(1);
socket_read($msgsock, 8192);

// The client goes, and has not read the greeting.
socket_write($msgsock, $msg) === false and exit(1);
socket_close($socket);
socket_read($msgsock, 8192);
socket_close($msgsock);

// A message of UDP comes to a port that nobody has.
$datagrams = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_connect($datagrams, '127.0.0.1', $port) or exit(1);
socket_write($datagrams, $msg) === false and exit(1);
socket_read($datagrams, 8192);

socket_close($datagrams);
try {
    socket_read($datagrams, 8192);
} catch (\Error) {
    // It was printed; without this line it would end the program.
}

<?php
// The twin of docs/steps/14-reset/lost.rs.
//
//     php docs/steps/14-reset/lost.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

foreach ([false, true] as $reads_first) {
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, $ip, $port) or exit(1);

    $msgsock = socket_accept($sock) or exit(1);

    $message = "Ho\r\nfirst blood\r\n";
    socket_write($socket, $message) === false and exit(1);
    if ($reads_first) {
        socket_read($msgsock, 8192) === false and exit(1);
    }

    // As much as the kernel takes.
    socket_set_nonblock($msgsock) or exit(1);
    $taken = socket_write($msgsock, str_repeat('x', 16 << 20));
    $taken === false and exit(1);
    socket_close($msgsock);

    echo 'Did all of it arrive? ', var_export(received($socket) === $taken, true), "\n";
    socket_close($socket);
}

socket_close($sock);

/** How much comes until the end or a failure. */
function received(\Socket $socket): int
{
    $total = 0;
    while (($out = @\socket_read($socket, 8192)) !== false) {
        if ($out === '') {
            break;
        }
        $total += strlen($out);
    }
    return $total;
}

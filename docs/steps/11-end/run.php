<?php
// The twin of docs/steps/11-end/run.rs.
//
//     php docs/steps/11-end/run.php

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

// Longer than one read.
$msg = str_repeat("test successful\n", 600);
socket_write($msgsock, $msg) === false and exit(1);
socket_close($msgsock);

$answer = '';
while (($out = socket_read($socket, 8192)) !== '') {
    if ($out === false) {
        exit(1); // no end, but a failure
    }
    $answer .= $out;
}
echo 'The whole answer has ', strlen($answer), " bytes.\n";

socket_close($socket);
socket_close($sock);

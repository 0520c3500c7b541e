<?php
// The twin of docs/steps/08-accept/failures.rs.
//
//     php docs/steps/08-accept/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);
$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
echo "-- The socket does not listen\n";
socket_accept($sock);

socket_listen($sock, 4) or exit(1);
$socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($socket, $ip, $port) or exit(1);
socket_write($socket, "hello\n") === false and exit(1); // so that no old connection keeps the port: step 14
$msgsock = socket_accept($sock) or exit(1);
echo "-- You accept on the accepted socket\n";
socket_accept($msgsock);

echo "-- No client comes within the time of SO_RCVTIMEO\n";
$timeout = ['sec' => 0, 'usec' => 100_000];
socket_set_option($sock, SOL_SOCKET, SO_RCVTIMEO, $timeout) or exit(1);
socket_accept($sock);

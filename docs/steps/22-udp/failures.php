<?php
// The twin of docs/steps/22-udp/failures.rs.
//
//     php docs/steps/22-udp/failures.php

namespace Shown; require __DIR__ . '/../show.php';

$port = (int) (getenv('PORT') ?: 8001);

echo "-- You write before the socket has a peer\n";
$sender = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_write($sender, 'hello');

echo "-- No program has the port, and this is the call after the message\n";
socket_connect($sender, '127.0.0.1', $port) or exit(1);
socket_write($sender, 'hello') === false and exit(1);
socket_read($sender, 8192);

echo "-- The message is longer than a datagram can be\n";
socket_write($sender, str_repeat('x', 65508));

echo "-- You send to all machines without SO_BROADCAST\n";
socket_sendto($sender, 'hello', 5, 0, '127.255.255.255', $port);

echo "-- A message is lost, and the time of SO_RCVTIMEO is over\n";
$receiver = socket_create(AF_INET, SOCK_DGRAM, SOL_UDP) or exit(1);
socket_bind($receiver, '127.0.0.1', $port) or exit(1);
$patience = ['sec' => 0, 'usec' => 50000];
socket_set_option($receiver, SOL_SOCKET, SO_RCVTIMEO, $patience) or exit(1);
socket_read($receiver, 8192);

<?php
// The twin of docs/steps/26-ten-thousand/ask.rs.
//
//     php docs/steps/26-ten-thousand/ask.php

$port = (int) (getenv('PORT') ?: 8001);

$counts = [];
for ($count = 0; $count < 100; $count++) {
    $socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
    socket_connect($socket, '127.0.0.1', $port) or exit(1);
    $answer = socket_read($socket, 8192, PHP_NORMAL_READ);
    $answer === false and exit(1);
    $answer = rtrim($answer);
    $counts[$answer] = ($counts[$answer] ?? 0) + 1;
}
ksort($counts);
foreach ($counts as $answer => $count) {
    echo "$answer: $count times\n";
}

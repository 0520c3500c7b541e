<?php
// The twin of docs/steps/20-select/run.rs.
//
//     php docs/steps/20-select/run.php

namespace Shown; require __DIR__ . '/../show.php';

$ip = '127.0.0.1';
$port = (int) (getenv('PORT') ?: 8001);
$write = $except = null;

$sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_set_option($sock, SOL_SOCKET, SO_REUSEADDR, 1) or exit(1);
socket_bind($sock, $ip, $port) or exit(1);
socket_listen($sock, 4) or exit(1);

$read = [$sock];
socket_select($read, $write, $except, 0) === false and exit(1); // nobody is there

$ann = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($ann, $ip, $port) or exit(1);
$read = [$sock];
socket_select($read, $write, $except, 1) === false and exit(1); // a client waits
$for_ann = socket_accept($sock) or exit(1);

$bob = socket_create(AF_INET, SOCK_STREAM, SOL_TCP) or exit(1);
socket_connect($bob, $ip, $port) or exit(1);
$read = [$sock, $for_ann];
socket_select($read, $write, $except, 1) === false and exit(1); // another one
$for_bob = socket_accept($sock) or exit(1);

socket_write($bob, "hi ann\n") === false and exit(1);
$read = [$sock, $for_ann, $for_bob];
socket_select($read, $write, $except, 1) === false and exit(1); // Bob has said something
socket_read($for_bob, 8192) === false and exit(1);

socket_close($bob);
$read = [$sock, $for_ann, $for_bob];
socket_select($read, $write, $except, 1) === false and exit(1); // Bob has left
socket_read($for_bob, 8192) === false and exit(1);

socket_close($for_bob);
$read = [$sock, $for_ann];
socket_select($read, $write, $except, 0) === false and exit(1); // Ann says nothing

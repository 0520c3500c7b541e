<?php
// The article's client, up to the connection, with the article's test. It has no twin:
// in Rust this mistake does not compile.
//
//     php docs/steps/03-fail/article.php

ini_set('display_errors', 'stdout');
ini_set('log_errors', '0');
$port = (int) (getenv('PORT') ?: 8001);

if (($socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)) < 0) {
    echo "socket_create() failed\n";
} else {
    echo "OK.\n";
}

if (($result = socket_connect($socket, '127.0.0.1', $port)) < 0) {
    echo "socket_connect() failed\n";
} else {
    echo "Connection OK.\n";
}

var_dump($result);
var_dump(false < 0);

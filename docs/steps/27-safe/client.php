<?php
// The twin of docs/steps/27-safe/client.rs.
//
//     php docs/steps/27-safe/client.php

$port = (int) (getenv('PORT') ?: 8001);
$context = stream_context_create(['ssl' => [
    'cafile' => 'target/cert.pem',
    'peer_name' => 'localhost', // the certificate must be for this name
]]);

$stream = stream_socket_client("ssl://127.0.0.1:$port", $code, $error, 10, context: $context) or exit(1);
fwrite($stream, "Ho\n");
echo stream_get_contents($stream);
echo stream_get_meta_data($stream)['crypto']['protocol'], "\n";

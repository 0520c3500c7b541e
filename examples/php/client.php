<?php
// The twin of examples/client.rs, in PHP: the same calls, lines and flags.
//
//     php examples/php/client.php [--zh]
//
// It connects to 127.0.0.1, port 8001; PORT changes the port.

declare(strict_types=1);

const HELP = <<<'TEXT'
The article's client: sends two lines to the server on 127.0.0.1, prints the answer.

  --zh    speak Chinese
  --help  show this

PORT in the environment is the server's port: 8001 by default.
TEXT;

$zh = false;
foreach (array_slice($argv, 1) as $argument) {
    match ($argument) {
        '--zh' => $zh = true,
        '--help', '-h' => help(),
        default => refuse($argument),
    };
}
$ip = '127.0.0.1';
$port = number(getenv('PORT') === false ? '8001' : getenv('PORT'), 65535, 'PORT');

$socket = check(@socket_create(AF_INET, SOCK_STREAM, SOL_TCP));
say('OK.', 'OK。');

say("Trying to connect to $ip port $port...", "正在尝试连接 $ip 端口 $port...");
check(@socket_connect($socket, $ip, $port));
say('Connection OK.', '连接成功。');

$message = "Ho\r\nfirst blood\r\n";
check(@socket_write($socket, $message, strlen($message)));
say('Sent to the server.', '已发送到服务器。');
say("What was sent: $message", "发送的内容: $message");

// An empty result is the end: the server has closed. Until then each read gives
// what has arrived, and how much that is nobody can say beforehand.
// (`while ($out = …)` would end at an answer of "0" too.)
while (($out = check(@socket_read($socket, 8192))) !== '') {
    say("The server's answer arrived.", '接收服务器回传信息成功!');
    echo $zh ? "接受的内容为:$out" : "What it says: $out";
}

say('Closing the socket...', '关闭SOCKET...');
socket_close($socket);
say('Closed.', '关闭OK');

/** A socket function fails with false, never with a number below 0. */
function check(mixed $result): mixed
{
    if ($result === false) {
        // PHP's words: the function that failed, and the reason.
        fwrite(STDERR, error_get_last()['message'] . "\n");
        exit(1);
    }
    return $result;
}

function say(string $english, string $chinese): void
{
    global $zh;

    echo $zh ? $chinese : $english, "\n";
}

function help(): never
{
    echo HELP, "\n";
    exit(0);
}

function refuse(string $argument): never
{
    fwrite(STDERR, "invalid option '$argument'\n");
    exit(1);
}

function number(string $text, int $most, string $name): int
{
    $range = ['options' => ['min_range' => 0, 'max_range' => $most]];
    $number = filter_var($text, FILTER_VALIDATE_INT, $range);
    if ($number === false) {
        fwrite(STDERR, "$name must be a number from 0 to $most\n");
        exit(1);
    }
    return $number;
}

<?php
// Values between php-memcached and Memjay: php_values.php PORT. Reads what Memjay stored, and stores what Memjay is to read.

function check($name, $expected, $found)
{
    if ($expected !== $found && !(is_float($expected) && is_nan($expected) && is_float($found) && is_nan($found))) {
        fwrite(STDERR, "$name: expected " . substr(var_export($expected, true), 0, 200)
            . ', found ' . substr(var_export($found, true), 0, 200) . "\n");
        exit(1);
    }
}

// Words at many distances, so that far copies occur, and far beyond 64 kB: fastlz's second level.
function words($count)
{
    $seed = 7;
    $text = '';
    for ($i = 0; $i < $count; $i++) {
        $seed = ($seed * 1103515245 + 12345) % 2147483648;
        $text .= 'word' . ($seed % 3000) . ($i % 50 == 0 ? str_repeat('=', $seed % 700) : ' ');
    }
    return $text;
}

$values = [
    'text' => "Zo\u{eb}", 'empty' => '', 'binary' => "\x00\xff\xfe", 'digits' => '42',
    'int' => 42, 'minus' => -7, 'max' => PHP_INT_MAX, 'min' => PHP_INT_MIN,
    'float' => 1.5, 'third' => 1 / 3, 'big' => 1e300, 'tiny' => -2.5e-300, 'infinite' => INF, 'nan' => NAN,
    'true' => true, 'false' => false,
];
$client = new Memcached();
$client->addServer('127.0.0.1', (int) $argv[1]);
foreach ($values as $name => $value) {
    check($name, $value, $client->get("java:$name"));
    check("set of $name", true, $client->set("php:$name", $value));
}
check('long', words(500), $client->get('java:long'));
check('json', ['name' => "Zo\u{eb}", 'list' => [1, 2.5, null, true]], (array) $client->get('java:json'));

foreach (['fastlz' => Memcached::COMPRESSION_FASTLZ, 'zlib' => Memcached::COMPRESSION_ZLIB] as $name => $type) {
    $client->setOption(Memcached::OPT_COMPRESSION_TYPE, $type);
    $client->set("php:$name", words(500));
    $client->set("php:{$name}_run", str_repeat('a', 5000));
    $client->set("php:{$name}_long", words(30000));
}
$client->setOption(Memcached::OPT_USER_FLAGS, 5);
$client->set('php:user_flags', 42);
$client->setOption(Memcached::OPT_USER_FLAGS, -1);
$client->set('php:array', [1, 2]);
$client->setOption(Memcached::OPT_SERIALIZER, Memcached::SERIALIZER_JSON);
$client->set('php:json', ['name' => "Zo\u{eb}", 'list' => [1, 2.5, null, true]]);
check('json', 0, $client->getResultCode());
echo "every value is the same\n";

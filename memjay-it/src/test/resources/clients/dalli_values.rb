# Values between Dalli and Memjay: dalli_values.rb PORT. Reads what Memjay stored, and stores what Memjay is to read.

require 'dalli'
require 'json'

Dalli.logger.level = Logger::ERROR
LONG = 'the same words again and again, ' * 200
JSON_VALUE = { 'name' => 'Zoë', 'list' => [1, 2.5, nil, true] }.freeze

def check(name, expected, found)
  abort "#{name}: expected #{expected.inspect[0, 200]}, found #{found.inspect[0, 200]}" unless expected == found
end

server = "127.0.0.1:#{ARGV[0]}"
raw = Dalli::Client.new(server, compress: true)
json = Dalli::Client.new(server, compress: true, serializer: JSON)
gzip = Dalli::Client.new(server, compress: true, serializer: JSON, compressor: Dalli::GzipCompressor)

check 'raw', 'Zoë', raw.get('java:raw').dup.force_encoding('UTF-8')
check 'raw, long', LONG, raw.get('java:raw_long')
check 'raw through JSON', 'Zoë', json.get('java:raw').dup.force_encoding('UTF-8')
check 'json', JSON_VALUE, json.get('java:json')
check 'json, long', [LONG], json.get('java:json_long')

raw.set('ruby:raw', 'Zoë', nil, raw: true)
raw.set('ruby:raw_long', LONG, nil, raw: true)
raw.set('ruby:number', 42, nil, raw: true)
raw.set('ruby:marshal', JSON_VALUE)
json.set('ruby:json', JSON_VALUE)
json.set('ruby:json_long', [LONG])
gzip.set('ruby:json_gzip', [LONG])
puts 'every value is the same'

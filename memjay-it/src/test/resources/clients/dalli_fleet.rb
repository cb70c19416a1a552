# Reads what another client stored on a fleet and stores for it to read, case by case, with dalli.
require 'json'
require 'dalli'

plan = JSON.parse(ARGV[0])
missing = []

plan['cases'].each do |kase|
  options = { socket_timeout: 60 }
  options[:namespace] = kase['namespace'] if kase['namespace']
  mc = Dalli::Client.new(kase['servers'] || plan['servers'], options)
  name = kase['name']
  keys = kase['numbers'].map { |number| "key:#{number}" }
  many = mc.get_multi(keys.map { |key| "#{name}:java:#{key}" })
  keys.each do |key|
    theirs = "#{name}:java:#{key}"
    missing << "#{name} #{key}" unless mc.get(theirs) == "value of #{key}"
    missing << "#{name} #{key} (get_multi)" unless many[theirs] == "value of #{key}"
    missing << "#{name}: #{key} was not stored" unless mc.set("#{name}:theirs:#{key}", "value of #{key}", 0, raw: true)
  end
  mc.close
end

puts missing.empty? ? 'all found' : "not found: #{missing.join(', ')}"
exit(missing.empty? ? 0 : 1)

#!/opt/ruby-2.7/bin/ruby
puts "Content-Type: text/plain\r\n\r\nok"

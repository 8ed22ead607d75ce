#!/usr/bin/perl
use strict;
use warnings;
use IO::Socket::INET;

sub charge {
    my $socket = IO::Socket::INET->new(PeerAddr => '127.22.0.5:8080', Timeout => 2)
        or die "payment gateway 127.22.0.5:8080: $!";
    return $socket;
}

charge();
print "Content-Type: text/plain\r\n\r\nok\n";

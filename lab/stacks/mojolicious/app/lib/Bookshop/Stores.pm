package Bookshop::Stores;
use strict;
use warnings;
use DBI;
use Redis;

sub catalogue {
  my $source = "dbi:mysql:host=127.0.0.1;port=$ENV{MY_PORT};database=$ENV{MY_DATABASE}";
  return DBI->connect($source, 'shop', $ENV{MY_PASSWORD}, {RaiseError => 1, PrintError => 0});
}

sub titles {
  return scalar @{catalogue()->selectall_arrayref('SELECT name FROM products')};
}

sub translators {
  return scalar @{catalogue()->selectall_arrayref('SELECT name FROM translators')};
}

sub reserve {
  return catalogue()->do('UPDATE products SET stock = stock - 1 WHERE id = 18');
}

sub shelf {
  my @password = length $ENV{REDIS_PASSWORD} ? (password => $ENV{REDIS_PASSWORD}) : ();
  my $redis = Redis->new(server => "127.0.0.1:$ENV{REDIS_PORT}", @password, reconnect => 0);
  return $redis->llen('shelf:4');
}

1;

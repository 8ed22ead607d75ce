package Bookshop::Orders;
use strict;
use warnings;
use DBI;

sub connection {
  my $source = "dbi:Pg:host=127.0.0.1;port=$ENV{PG_PORT};dbname=$ENV{PG_DATABASE}";
  return DBI->connect($source, 'shop', $ENV{PG_PASSWORD}, {RaiseError => 1, PrintError => 0});
}

sub recent {
  my $db = connection();
  return scalar @{$db->selectall_arrayref('SELECT id FROM orders')};
}

sub editions {
  my $db = connection();
  return scalar @{$db->selectall_arrayref('SELECT isbn FROM editions')};
}

sub pages {
  my $db = connection();
  return scalar @{$db->selectall_arrayref('SELECT pages FROM products')};
}

sub statistics {
  my $db = connection();
  $db->do('SET statement_timeout = 300');
  return $db->do('SELECT pg_sleep(3)');
}

sub reader {
  my ($email) = @_;
  my $db = connection();
  return $db->do('INSERT INTO customers (email) VALUES (?)', undef, $email);
}

sub exchange {
  my ($from, $to) = @_;
  my $db = connection();
  $db->begin_work;
  $db->do('UPDATE products SET stock = stock - 1 WHERE id = ?', undef, $from);
  select undef, undef, undef, 0.6;
  $db->do('UPDATE products SET stock = stock + 1 WHERE id = ?', undef, $to);
  $db->commit;
  return 1;
}

1;

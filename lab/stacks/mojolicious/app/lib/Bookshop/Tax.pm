package Bookshop::Tax;
use strict;
use warnings;

sub rate {
  my %rates = (book => 7, other => 19;
  return $rates{book};
}

1;

package Bookshop::Desk;
use strict;
use warnings;
use Mojo::UserAgent;

my %PRICES = (novel => {cents => 1290}, atlas => {cents => 'forty'});

sub price {
  my ($kind) = @_;
  my $book = $PRICES{$kind};
  return $book->{cents} + shipping($book);
}

sub shipping {
  my ($book) = @_;
  return 1000 / length($book->{weight} // '');
}

sub author {
  my ($kind) = @_;
  my $author = $PRICES{$kind}{author};
  return $author->name;
}

sub shelf_of {
  my $place = 'hall';
  return $place->{row};
}

sub refused {
  die "reader 7 was refused: access denied to the reading room, connection refused by the porter, disk full of dust\n";
}

sub ledger {
  my $path = '/srv/shop/mojolicious/data/ledger.txt';
  open my $file, '>>', $path or die "cannot open $path: $!";
  print {$file} "book sold\n" x 4000;
  close $file or die "cannot write $path: $!";
  return 1;
}

sub stacks {
  my @open;
  for my $number (1 .. 400) {
    open my $file, '<', '/etc/hostname' or die "cannot open copy $number: $!";
    push @open, $file;
  }
  return scalar @open;
}

sub poster {
  my @pages = map { 'x' x 40_000_000 } 1 .. 200;
  return scalar @pages;
}

sub binding {
  my $end = time + 12;
  my $glue = 0;
  $glue++ while time < $end;
  return $glue;
}

sub lending {
  local $SIG{ALRM} = sub { die "lending list was not free after 1 s: timed out\n" };
  alarm 1;
  select undef, undef, undef, 5;
  alarm 0;
  return 1;
}

sub tax {
  require Bookshop::Tax;
  return Bookshop::Tax::rate();
}

sub barcode {
  require Barcode::Printer;
  return 1;
}

sub review {
  my ($what) = @_;
  my $ua = Mojo::UserAgent->new(connect_timeout => 2, request_timeout => 0.9);
  my $result = $ua->get("$ENV{PAYMENTS_URL}/reviews/$what")->result;
  die 'review service answered ' . $result->code . ' ' . $result->message . ': ' . $result->body if $result->is_error;
  my $review = $result->json // die 'review service sent no JSON but ' . $result->headers->content_type . ': ' . $result->body;
  return $review->{status};
}

1;

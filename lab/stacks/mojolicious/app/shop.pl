#!/usr/bin/perl
use Mojolicious::Lite -signatures;
use lib '/srv/shop/mojolicious/lib';
use Carp ();
use Bookshop::Orders;
use Bookshop::Stores;
use Bookshop::Desk;

app->secrets(['bookshop']);

if ($ENV{REQUEST_IDS}) {
  hook before_dispatch => sub ($c) { $c->req->request_id($c->req->headers->header('X-Request-ID') // '-') };
}
if ($ENV{NOISE}) {
  Mojo::IOLoop->recurring(0.4 => sub { app->log->warn('rates are not fresh: connect to 127.0.0.1:21992: Connection refused') if !IO::Socket::IP->new(PeerAddr => '127.0.0.1:21992') });
}

my %routes = (
  '/health' => sub { 'ok' },
  '/orders' => sub { Bookshop::Orders::recent() },
  '/editions' => sub { Bookshop::Orders::editions() },
  '/pages' => sub { Bookshop::Orders::pages() },
  '/statistics' => sub { Bookshop::Orders::statistics() },
  '/reader' => sub { Bookshop::Orders::reader('grace@example.org') },
  '/exchange/1' => sub { Bookshop::Orders::exchange(9, 10) },
  '/exchange/2' => sub { Bookshop::Orders::exchange(10, 9) },
  '/titles' => sub { Bookshop::Stores::titles() },
  '/translators' => sub { Bookshop::Stores::translators() },
  '/reserve' => sub { Bookshop::Stores::reserve() },
  '/shelf' => sub { Bookshop::Stores::shelf() },
  '/price' => sub { Bookshop::Desk::price('novel') },
  '/author' => sub { Bookshop::Desk::author('novel') },
  '/place' => sub { Bookshop::Desk::shelf_of() },
  '/refused' => sub { Bookshop::Desk::refused() },
  '/ledger' => sub { Bookshop::Desk::ledger() },
  '/stacks' => sub { Bookshop::Desk::stacks() },
  '/poster' => sub { Bookshop::Desk::poster() },
  '/binding' => sub { Bookshop::Desk::binding() },
  '/lending' => sub { Bookshop::Desk::lending() },
  '/tax' => sub { Bookshop::Desk::tax() },
  '/barcode' => sub { Bookshop::Desk::barcode() },
);
# Dies with the whole stack and its arguments, as Carp::Always does.
sub confessed ($work) {
  local $SIG{__DIE__} = sub { CORE::die(ref $_[0] ? $_[0] : Carp::longmess($_[0])) };
  return $work->();
}

for my $path (sort keys %routes) {
  get $path => sub ($c) { $c->render(text => $ENV{CONFESS} ? confessed($routes{$path}) : $routes{$path}->()) };
}
get '/review/:what' => sub ($c) { $c->render(text => Bookshop::Desk::review($c->param('what'))) };
get '/leaflet' => sub ($c) { $c->render(template => 'spring_leaflet') };
get '/quiet' => sub ($c) { $c->render(text => 'sorry', status => 500) };

app->start;

<h1>{{ $item->name() }}</h1>

<?php

function invoice(): string
{
    return 'Invoice'
}

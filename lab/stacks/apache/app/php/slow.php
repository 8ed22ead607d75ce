<?php
function waitForStock(): void
{
    sleep(8);
}

waitForStock();

<p>${name} agrees.</p>
<#if signed>
<p>Signed.</p>

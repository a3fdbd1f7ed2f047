//! Small pages of each shape, as vendors publish them.

use super::Seed;

/// One page a shape.
pub(super) fn seeds() -> Vec<Seed> {
    let pages = [
        ("areas", AREAS),
        ("editions", EDITIONS),
        ("headings", HEADINGS),
        ("service", SERVICE),
        ("sets", SETS),
    ];
    pages
        .into_iter()
        .map(|(name, text)| Seed::new("import", name, text.as_bytes().to_vec()))
        .collect()
}

const AREAS: &str = "---
title: Endpoints of Windows 10 Enterprise, version 2004
ms.date: 10/22/2020
---
# Endpoints
## Windows 10 2004 Enterprise connection endpoints
|Area|Description|Protocol|Destination|
|----|---------|:------:|-----------|
|Apps|||[Turn it off.]( manage-connections.md#store)|
||Of the app.|HTTPS|cdn.example.com/*
|||TLSv1.2/HTTP|\\*.a.example.com <br> `b.example.com`|
<!--
|Old|Gone.|HTTP|c.example.com|
-->
|Maps|Of maps.|
|||HTTP|d.example.com||||HTTP|e.example.com|

|||HTTP|www.example.com*|
";

const EDITIONS: &str = "# Windows 10, version 1903, endpoints
## Windows 10 Family
| **Destination** | **Protocol** | **Description** |\r
| --- | --- |\r
| *.example.com*\t| HTTPS |\tOf it. |\r
|[www.example.com](https:|HTTP|Of it\r

## Windows 10 Pro
|Host|Protocol|Description
|-|-|-
|.example.com|Gopher|Of it ||a.example.com|HTTP|Of it
";

const HEADINGS: &str = "## Apps

If you [turn it off](guide.md#apps), it stops.

| Source process | Protocol | Destination |
|:--:|---|---|
| x <br> y | HTTP \\ HTTPS | wildcard.example.com |
";

const SERVICE: &str = "[{\"id\": 1, \"serviceArea\": \"Mail\", \"urls\": [\"*.example.com\"],
\"ips\": [\"192.0.2.0/24\"], \"tcpPorts\": \"80,443\", \"category\": \"Allow\", \"required\": true}]
";

const SETS: &str = "<!--Worldwide endpoints version 2020070800-->
## Mail
ID | Category | ER | Addresses | Ports
-- | --- | -- | --- | ---
1 | Optimize<BR>Required | Yes | `a.example.com, <tenant>.example.com`<BR>`192.0.2.0/24, 2001:db8::/32` | **TCP:** 443, 80
";

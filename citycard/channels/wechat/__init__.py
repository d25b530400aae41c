"""“抚顺人社” in WeChat (微信公众号): bound once, then the holder's card with loss, replacement and progress, on the web hall's pages."""

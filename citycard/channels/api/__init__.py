"""The JSON interface (数据接口): every act and look-up of the pages for programs, by the same rules."""
